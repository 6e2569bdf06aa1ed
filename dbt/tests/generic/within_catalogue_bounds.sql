{#- Values outside the bounds that the catalogue gives for their indicator and measure. -#}
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
where
    facts.{{ column_name }} < bounds.low_value
    or facts.{{ column_name }} > bounds.high_value
{% endtest %}
