{#-
  The key of one row from the columns that make it what it is: 32 hexadecimal digits, the same in each build.
  A null is a value of its own, different from an empty text.
-#}
{% macro surrogate_key(columns) -%}
    md5(
        concat_ws(
            chr(31),
            {%- for column in columns %}
            coalesce(cast({{ column }} as text), chr(30)){{ "," if not loop.last }}
            {%- endfor %}
        )
    )
{%- endmacro %}
