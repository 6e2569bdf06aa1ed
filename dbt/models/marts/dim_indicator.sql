with indicators as (

    select * from {{ ref('seed_indicators') }}

),

units as (

    select * from {{ ref('seed_units') }}

),

level_bounds as (

    select
        indicator_code,
        low_value,
        high_value
    from {{ ref('seed_indicator_measures') }}
    where measure = 'level'

)

select
    indicators.indicator_code,
    indicators.domain_code,
    indicators.name_vi,
    indicators.name_en,
    indicators.unit_code,
    units.name_vi as unit_name_vi,
    indicators.polarity,
    level_bounds.low_value as level_low,
    level_bounds.high_value as level_high
from indicators
left join units
    on indicators.unit_code = units.unit_code
left join level_bounds
    on indicators.indicator_code = level_bounds.indicator_code
union all
-- A figure of the right kind whose subject no row of the catalogue names.
select
    'other' as indicator_code,
    'other' as domain_code,
    'Chỉ tiêu khác' as name_vi,
    'Other indicator' as name_en,
    null as unit_code,
    null as unit_name_vi,
    'none' as polarity,
    null as level_low,
    null as level_high
