{#-
  The step of the last digit that the page writes, in the unit of the value: 1 for `64.872`, 1000 for `65 nghìn`,
  1e9 for `2.167 tỷ đồng`, 0.1 for `12,5%`. Derived from the digits written and the value read, so it needs no list of
  scale words: 2167 written for 2.167e12 is a step of 1e9. A number in words is taken as exact to the unit.
-#}
{% macro written_precision(value, number_text, unit_code) -%}
    case
        when {{ unit_code }} in ('percent', 'index', 'rank') or {{ value }} = 0
            then power(10::numeric, -min_scale({{ value }}))
        when coalesce(substring({{ number_text }} from '[0-9]'), '') = ''
            then 1::numeric
        else coalesce(
            power(
                10::numeric,
                floor(log(
                    abs({{ value }})
                    / nullif(
                        regexp_replace(substring({{ number_text }} from '[0-9][0-9.,]*'), '[.,]', '', 'g')::numeric,
                        0
                    )
                ))
            ),
            1::numeric
        )
    end
{%- endmacro %}
