{#-
  The rows of a seed as one JSON parameter, spread out by the server. dbt's own way renders a placeholder for each of
  the 130,000 cells of the places, which takes most of a first build. Each column needs its type in the seed's YAML.
-#}
{% macro postgres__load_csv_rows(model, agate_table) %}
    {%- set types = model.config.column_types -%}
    {%- set rows = [] -%}
    {%- for row in agate_table.rows -%}
        {%- do rows.append(row.values()) -%}
    {%- endfor -%}
    {%- set insert_sql -%}
        insert into {{ this.render() }} ({{ get_seed_column_quoted_csv(model, agate_table.column_names) }})
        select
            {%- for column in agate_table.column_names %}
            cast(cells ->> {{ loop.index0 }} as {{ types[column] }}){{ "," if not loop.last }}
            {%- endfor %}
        from jsonb_array_elements(cast(%s as jsonb)) as cells
    {%- endset -%}
    {%- do adapter.add_query(insert_sql, bindings=[tojson(rows)], abridge_sql_log=true) -%}
    {{ return(insert_sql) }}
{% endmacro %}
