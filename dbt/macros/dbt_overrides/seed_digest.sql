{#-
  What is in a seed and how it is typed, as one value. None where dbt knows a large file by its path alone: such a
  seed is always loaded.
-#}
{% macro seed_digest(node) -%}
    {%- if node.checksum.name == 'sha256' -%}
        {{ return(local_md5(node.checksum.checksum ~ tojson(node.config.column_types))) }}
    {%- endif -%}
{%- endmacro %}

{#- The hook that notes on the table what it was loaded from, in the transaction of the load. -#}
{% macro note_seed_digest() -%}
    comment on table {{ this }} is {{ "'" ~ seed_digest(model) ~ "'" if seed_digest(model) else 'null' }}
{%- endmacro %}
