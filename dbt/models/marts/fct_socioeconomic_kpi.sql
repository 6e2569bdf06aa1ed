with kpis as (

    select * from {{ ref('int_kpis__pivoted') }}

),

indicators as (

    select indicator_code
    from {{ ref('dim_indicator') }}
    where domain_code != 'union'

)

select
    kpis.kpi_id,
    kpis.indicator_code,
    kpis.place_id,
    kpis.organisation_id,
    kpis.part,
    kpis.period_id,
    kpis.level_value,
    kpis.level_value_low,
    kpis.level_value_high,
    kpis.level_unit_code,
    kpis.level_per_unit,
    kpis.level_total_value,
    kpis.level_qualifier,
    kpis.level_status,
    kpis.change_value,
    kpis.change_unit_code,
    kpis.change_basis,
    kpis.growth_pct,
    kpis.growth_basis,
    kpis.share_pct,
    kpis.rank_position,
    kpis.rank_total,
    kpis.plan_completion_pct,
    kpis.target_value,
    kpis.target_unit_code,
    kpis.target_growth_pct,
    kpis.target_share_pct,
    kpis.is_estimated,
    kpis.statement_count,
    kpis.source_count,
    kpis.level_value_spread,
    kpis.is_disputed,
    kpis.is_ambiguous,
    kpis.confidence,
    kpis.evidence_observation_id,
    kpis.evidence_sentence,
    kpis.source_url,
    kpis.published_at
from kpis
inner join indicators
    on kpis.indicator_code = indicators.indicator_code
