with observations as (

    select * from {{ ref('int_observations__current') }}

),

figures as (

    select
        figure_id,
        observation_id,
        is_disputed,
        is_ambiguous
    from {{ ref('int_observations__reconciled') }}

)

select
    observations.observation_id,
    observations.figure_id,
    observations.article_id,
    observations.indicator_code,
    observations.place_id,
    observations.organisation_id,
    observations.period_id,
    observations.part,
    observations.measure,
    observations.value,
    observations.value_low,
    observations.value_high,
    observations.unit_code,
    observations.total_value,
    observations.per_unit,
    observations.qualifier,
    observations.status,
    observations.basis,
    observations.plan_named,
    observations.observation_id = figures.observation_id as is_chosen,
    observations.is_syndicated,
    figures.is_disputed,
    figures.is_ambiguous,
    observations.confidence,
    observations.number_text as evidence_text,
    observations.sentence as evidence_sentence,
    observations.article_url as source_url,
    observations.start_offset,
    observations.end_offset,
    observations.article_version_id,
    observations.extractor_version,
    observations.published_at,
    observations.extracted_at
from observations
inner join figures
    on observations.figure_id = figures.figure_id
