{#-
  The columns of a contract as an empty select. It takes the place of dbt's own, which warns of each `numeric` without
  a precision: other warehouses round such a column, PostgreSQL keeps each value exactly, and money needs that.
-#}
{% macro postgres__get_empty_schema_sql(columns) %}
    select
        {%- for key in columns %}
        cast(null as {{ columns[key]['data_type'] }}) as {{ columns[key]['name'] }}{{ "," if not loop.last }}
        {%- endfor %}
{% endmacro %}
