with figures as (

    select
        figures.*,
        indicators.unit_code as canonical_unit_code,
        case
            when figures.status != 'target' then figures.measure
            when figures.measure in ('level', 'growth', 'share') then 'target_' || figures.measure
        end as slot,
        {{ surrogate_key([
            'figures.indicator_code', 'figures.place_id', 'figures.organisation_id', 'figures.part',
            'figures.period_id',
        ]) }} as kpi_id
    from {{ ref('int_observations__reconciled') }} as figures
    inner join {{ ref('seed_indicators') }} as indicators
        on figures.indicator_code = indicators.indicator_code
    where
        -- Without a place or a period a figure belongs to its page alone, and to no series.
        figures.place_id != {{ unknown_member() }}
        and figures.period_id != {{ unknown_member() }}

),

-- One figure a slot: the indicator's own unit before others, a year before a month, last year's same period before
-- the previous period; then what was said by more pages.
ranked as (

    select
        *,
        row_number() over (
            partition by kpi_id, slot
            order by
                (unit_code != canonical_unit_code and measure = 'level') asc,
                (per_unit is not null and per_unit != 'year') asc,
                (basis is distinct from 'same_period_last_year') asc,
                source_count desc,
                (status = 'estimated') asc,
                (qualifier != 'exact') asc,
                (plan_named is not null) asc,
                published_at desc nulls last,
                figure_id asc
        ) as slot_rank
    from figures
    where slot is not null

),

slots as (

    select * from ranked
    where slot_rank = 1

),

-- The sentence shown beside a row is that of its most telling number.
evidence as (

    select distinct on (kpi_id)
        kpi_id,
        observation_id,
        sentence,
        article_url,
        published_at
    from slots
    order by
        kpi_id,
        array_position(
            array[
                'level', 'plan_completion', 'growth', 'change', 'share', 'rank',
                'target_level', 'target_growth', 'target_share'
            ],
            slot
        )

),

pivoted as (

    select
        kpi_id,
        indicator_code,
        place_id,
        organisation_id,
        part,
        period_id,
        max(value) filter (where slot = 'level') as level_value,
        max(value_low) filter (where slot = 'level') as level_value_low,
        max(value_high) filter (where slot = 'level') as level_value_high,
        max(unit_code) filter (where slot = 'level') as level_unit_code,
        max(per_unit) filter (where slot = 'level') as level_per_unit,
        max(total_value) filter (where slot = 'level') as level_total_value,
        max(qualifier) filter (where slot = 'level') as level_qualifier,
        max(status) filter (where slot = 'level') as level_status,
        max(value) filter (where slot = 'change') as change_value,
        max(unit_code) filter (where slot = 'change') as change_unit_code,
        max(basis) filter (where slot = 'change') as change_basis,
        max(value) filter (where slot = 'growth') as growth_pct,
        max(basis) filter (where slot = 'growth') as growth_basis,
        max(value) filter (where slot = 'share') as share_pct,
        max(value) filter (where slot = 'rank') as rank_position,
        max(total_value) filter (where slot = 'rank') as rank_total,
        max(value) filter (where slot = 'plan_completion') as plan_completion_pct,
        max(value) filter (where slot = 'target_level') as target_value,
        max(unit_code) filter (where slot = 'target_level') as target_unit_code,
        max(value) filter (where slot = 'target_growth') as target_growth_pct,
        max(value) filter (where slot = 'target_share') as target_share_pct,
        bool_or(status = 'estimated') as is_estimated,
        sum(statement_count)::bigint as statement_count,
        max(source_count) as source_count,
        max(value_spread) filter (where slot = 'level') as level_value_spread,
        bool_or(is_disputed) as is_disputed,
        bool_or(is_ambiguous) as is_ambiguous,
        min(confidence) as confidence
    from slots
    group by kpi_id, indicator_code, place_id, organisation_id, part, period_id

)

select
    pivoted.*,
    evidence.observation_id as evidence_observation_id,
    evidence.sentence as evidence_sentence,
    evidence.article_url as source_url,
    evidence.published_at
from pivoted
inner join evidence
    on pivoted.kpi_id = evidence.kpi_id
