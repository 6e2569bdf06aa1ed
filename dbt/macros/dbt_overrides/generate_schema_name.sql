{#- Schemas are named as they are, without the target's schema in front: the migrations create them, the grants name them. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
