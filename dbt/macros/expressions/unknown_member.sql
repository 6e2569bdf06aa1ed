{#- The key of the row `không rõ` of a dimension: facts without a place, a body or a period join to it. -#}
{% macro unknown_member() -%}
    {{ surrogate_key(["null"]) }}
{%- endmacro %}
