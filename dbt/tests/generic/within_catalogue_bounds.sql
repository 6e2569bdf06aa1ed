{#-
  Values outside the bounds that the catalogue gives for their indicator and measure. Bounds of amounts are in the
  indicator's own unit: an amount in another unit (tonnes for an indicator in đồng) has none.
-#}
{% test within_catalogue_bounds(model, column_name) %}
select
    facts.*,
    bounds.low_value,
    bounds.high_value
from {{ model }} as facts
inner join {{ ref('seed_indicator_measures') }} as bounds
    on
        facts.indicator_code = bounds.indicator_code
        and facts.measure = bounds.measure
inner join {{ ref('seed_indicators') }} as indicators
    on
        facts.indicator_code = indicators.indicator_code
        and (facts.measure not in ('level', 'change') or facts.unit_code = indicators.unit_code)
where
    facts.{{ column_name }} < bounds.low_value
    or facts.{{ column_name }} > bounds.high_value
{% endtest %}
