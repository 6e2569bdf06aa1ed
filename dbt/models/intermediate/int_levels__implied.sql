with figures as (

    select
        reconciled.*,
        observations.period_start_date,
        observations.period_end_date,
        {{ surrogate_key([
            'reconciled.indicator_code', 'reconciled.place_id', 'reconciled.organisation_id', 'reconciled.part',
            'reconciled.period_id',
        ]) }} as subject_id
    from {{ ref('int_observations__reconciled') }} as reconciled
    inner join {{ ref('int_observations__current') }} as observations
        on reconciled.observation_id = observations.observation_id
    where
        reconciled.indicator_code != 'other'
        and reconciled.status != 'target'
        and observations.place_name is not null
        and observations.period_start_date is not null
        and observations.period_end_date is not null

),

levels as (

    select * from figures
    where measure = 'level' and value > 0

),

growths as (

    select * from figures
    where measure = 'growth' and basis = 'same_period_last_year' and value > -100

),

paired as (

    select
        levels.indicator_code,
        levels.place_id,
        levels.organisation_id,
        levels.part,
        levels.unit_code,
        levels.per_unit,
        levels.figure_id as level_figure_id,
        growths.figure_id as growth_figure_id,
        levels.observation_id as level_observation_id,
        growths.observation_id as growth_observation_id,
        (levels.period_start_date - interval '1 year')::date as period_start_date,
        -- The end of a month stays one: a February of 29 days follows one of 28.
        case
            when extract(day from levels.period_end_date + 1) = 1
                then ((levels.period_end_date + 1) - interval '1 year')::date - 1
            else (levels.period_end_date - interval '1 year')::date
        end as period_end_date,
        100 * levels.value / (100 + growths.value) as value,
        100 * levels.value_low / nullif(100 + growths.value_high, 0) as value_low,
        case when growths.value_low > -100 then 100 * levels.value_high / (100 + growths.value_low) end as value_high,
        levels.value_precision / levels.value + growths.value_precision / (100 + growths.value) as relative_precision
    from levels
    inner join growths
        on levels.subject_id = growths.subject_id

)

select
    {{ surrogate_key(['level_figure_id', 'growth_figure_id']) }} as implied_level_id,
    indicator_code,
    place_id,
    organisation_id,
    part,
    {{ period_key('period_start_date', 'period_end_date') }} as period_id,
    period_start_date,
    period_end_date,
    -- To the digit that the two written numbers still determine.
    trim_scale(round(value, -floor(log(value * relative_precision / 2))::integer)) as value,
    trim_scale(round(value_low, 2)) as value_low,
    trim_scale(round(value_high, 2)) as value_high,
    unit_code,
    per_unit,
    level_observation_id,
    growth_observation_id
from paired
