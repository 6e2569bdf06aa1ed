with implied as (

    select
        *,
        {{ surrogate_key([
            'indicator_code', 'place_id', 'organisation_id', 'part', 'period_id', 'unit_code', 'per_unit',
        ]) }} as subject_id
    from {{ ref('int_levels__implied') }}

),

stated as (

    select
        observation_id,
        value,
        value_low,
        value_high,
        {{ surrogate_key([
            'indicator_code', 'place_id', 'organisation_id', 'part', 'period_id', 'unit_code', 'per_unit',
        ]) }} as subject_id
    from {{ ref('int_observations__reconciled') }}
    where measure = 'level' and status != 'target' and indicator_code != 'other'

)

select
    implied.implied_level_id,
    implied.indicator_code,
    implied.place_id,
    implied.organisation_id,
    implied.part,
    implied.period_id,
    implied.value,
    implied.value_low,
    implied.value_high,
    implied.unit_code,
    implied.per_unit,
    implied.level_observation_id,
    implied.growth_observation_id,
    stated.value as stated_value,
    stated.observation_id as stated_observation_id,
    case
        when stated.observation_id is not null
            then coalesce(
                stated.value_high < implied.value_low
                or stated.value_low > implied.value_high,
                false
            )
    end as is_contradicted
from implied
left join stated
    on implied.subject_id = stated.subject_id
