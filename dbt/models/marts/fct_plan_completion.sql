with figures as (

    select
        *,
        {{ surrogate_key(['indicator_code', 'place_id', 'organisation_id', 'part', 'period_id']) }} as subject_id
    from {{ ref('int_observations__reconciled') }}
    where
        indicator_code != 'other'
        and place_id != {{ unknown_member() }}
        and period_id != {{ unknown_member() }}

),

-- One completion per plan: that of the city and that of the district may both be stated, and both are kept.
completions as (

    select distinct on (subject_id, plan_named) *
    from figures
    where measure = 'plan_completion' and status != 'target'
    order by subject_id asc, plan_named asc, (status = 'estimated') asc, source_count desc, figure_id asc

),

plan_counts as (

    select
        subject_id,
        count(*) as plan_count
    from completions
    group by subject_id

),

levels as (

    select distinct on (subject_id) *
    from figures
    where measure = 'level' and status != 'target'
    order by
        subject_id asc,
        (per_unit is not null and per_unit != 'year') asc,
        (status = 'estimated') asc,
        source_count desc,
        figure_id asc

),

targets as (

    select distinct on (subject_id) *
    from figures
    where measure = 'level' and status = 'target'
    order by subject_id asc, source_count desc, figure_id asc

),

-- A target is met by a level in the same unit; where several plans are measured, it is not known whose it is.
paired as (

    select
        coalesce(completions.subject_id, levels.subject_id) as subject_id,
        coalesce(completions.indicator_code, levels.indicator_code) as indicator_code,
        coalesce(completions.place_id, levels.place_id) as place_id,
        coalesce(completions.organisation_id, levels.organisation_id) as organisation_id,
        coalesce(completions.part, levels.part) as part,
        coalesce(completions.period_id, levels.period_id) as period_id,
        completions.plan_named,
        levels.value as actual_value,
        levels.value_low as actual_low,
        levels.value_high as actual_high,
        levels.value_precision as actual_precision,
        coalesce(levels.unit_code, targets.unit_code) as unit_code,
        levels.observation_id as actual_observation_id,
        completions.value as stated_completion_pct,
        completions.value_low as completion_low,
        completions.value_high as completion_high,
        completions.value_precision as completion_precision,
        completions.observation_id as completion_observation_id,
        targets.value as stated_target_value,
        targets.observation_id as target_observation_id,
        coalesce(completions.status, levels.status) as status,
        coalesce(completions.source_count, levels.source_count) as source_count,
        coalesce(completions.is_disputed, false) or coalesce(levels.is_disputed, false) as is_disputed,
        coalesce(completions.is_ambiguous, false) or coalesce(levels.is_ambiguous, false) as is_ambiguous,
        coalesce(completions.sentence, levels.sentence) as evidence_sentence,
        coalesce(completions.article_url, levels.article_url) as source_url
    from completions
    full outer join levels
        on completions.subject_id = levels.subject_id
    left join plan_counts
        on completions.subject_id = plan_counts.subject_id
    left join targets
        on
            coalesce(completions.subject_id, levels.subject_id) = targets.subject_id
            and coalesce(plan_counts.plan_count, 1) = 1
            and (
                levels.subject_id is null
                or (
                    (levels.unit_code, levels.per_unit) is not distinct from (targets.unit_code, targets.per_unit)
                    -- Further apart than plans are ever beaten by, the two are not of the same thing.
                    and levels.value <= 20 * targets.value
                )
            )
    where completions.subject_id is not null or targets.subject_id is not null

),

polarities as (

    select
        indicator_code,
        polarity
    from {{ ref('dim_indicator') }}

),

-- Where less is better, a plan is one of a reduction: how far it is met says nothing of the level that is left.
implied as (

    select
        paired.*,
        100 * paired.actual_value / nullif(paired.stated_completion_pct, 0) as implied_target,
        100 * paired.actual_low / nullif(paired.completion_high, 0) as implied_low,
        case
            when paired.completion_low > 0 then 100 * paired.actual_high / paired.completion_low
        end as implied_high
    from paired
    left join polarities
        on paired.indicator_code = polarities.indicator_code
    where paired.stated_target_value is null and polarities.polarity is distinct from 'less'

),

-- An implied target is given to the digit that the written numbers still determine, and not beyond the unit.
rounded as (

    select
        subject_id,
        plan_named,
        trim_scale(round(
            implied_target,
            least(
                case when unit_code in ('count', 'VND') then 0 else 2 end,
                -floor(log(nullif(abs(implied_target), 0) * (
                    coalesce(actual_precision / nullif(abs(actual_value), 0), 0)
                    + completion_precision / abs(stated_completion_pct)
                ) / 2))::integer
            )
        )) as implied_target,
        trim_scale(round(implied_low, 2)) as implied_low,
        trim_scale(round(implied_high, 2)) as implied_high
    from implied
    where implied_target is not null

)

select
    {{ surrogate_key(['paired.subject_id', 'paired.plan_named']) }} as plan_completion_id,
    paired.indicator_code,
    paired.place_id,
    paired.organisation_id,
    paired.part,
    paired.period_id,
    paired.plan_named,
    case
        when paired.stated_target_value is null and polarities.polarity = 'less' then null
        else paired.actual_value
    end as actual_value,
    paired.unit_code,
    coalesce(paired.stated_target_value, rounded.implied_target) as target_value,
    rounded.implied_low as target_value_low,
    rounded.implied_high as target_value_high,
    rounded.implied_target is not null as is_target_derived,
    coalesce(
        paired.stated_completion_pct,
        trim_scale(round(100 * paired.actual_value / nullif(paired.stated_target_value, 0), 1))
    ) as completion_pct,
    paired.stated_completion_pct is null as is_completion_derived,
    case
        when paired.stated_completion_pct is not null then paired.stated_completion_pct >= 100
        when polarities.polarity = 'less' then paired.actual_value <= paired.stated_target_value
        else paired.actual_value >= paired.stated_target_value
    end as is_plan_met,
    paired.status,
    paired.source_count,
    paired.is_disputed,
    paired.is_ambiguous,
    case
        when paired.stated_target_value is null and polarities.polarity = 'less' then null
        else paired.actual_observation_id
    end as actual_observation_id,
    paired.completion_observation_id,
    paired.target_observation_id,
    paired.evidence_sentence,
    paired.source_url
from paired
left join rounded
    on
        paired.subject_id = rounded.subject_id
        and paired.plan_named is not distinct from rounded.plan_named
left join polarities
    on paired.indicator_code = polarities.indicator_code
