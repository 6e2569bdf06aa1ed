with observations as (

    select * from {{ ref('stg_landing__observations') }}

),

current_observations as (

    select
        observations.*,
        articles.article_id,
        articles.first_hand_article_id as linked_article_id,
        articles.source_rank,
        articles.article_url,
        articles.published_at,
        case
            when observations.measure = 'plan_completion'
                then {{ plan_named(
                    'observations.sentence', 'observations.end_offset - observations.sentence_start_offset'
                ) }}
        end as plan_named,
        trim_scale(
            {{ written_precision('observations.value', 'observations.number_text', 'observations.unit_code') }}
        ) as value_precision
    from observations
    inner join {{ ref('int_extractions__current') }} as extractions
        on
            observations.article_version_id = extractions.article_version_id
            and observations.extractor_version = extractions.extractor_version
    inner join {{ ref('int_articles__current') }} as articles
        on extractions.article_id = articles.article_id

),

keyed as (

    select
        *,
        greatest(value_precision / 2, abs(value) * {{ var('about_tolerance_pct') }} / 100) as about_tolerance,
        {{ place_key('place_code', 'place_name') }} as place_id,
        {{ organisation_key('organisation_name') }} as organisation_id,
        {{ period_key('period_start_date', 'period_end_date') }} as period_id,
        -- Two pages can only be known to speak of the same figure where both say what, where and when.
        case
            when indicator_code = 'other' then observation_id
            when place_name is null or period_end_date is null then article_id
        end as scope_id
    from current_observations

),

figures as (

    select
        *,
        {{ surrogate_key([
            'indicator_code', 'measure', 'unit_code', 'per_unit', 'basis', 'place_id', 'organisation_id', 'part',
            'period_id', 'plan_named', "status = 'target'", 'scope_id',
        ]) }} as figure_id
    from keyed

),

-- An article that repeats another speaks with the voice of that one. Of the rest, the page that carried a sentence
-- first is the first hand; the others repeat it.
first_hands as (

    select
        *,
        coalesce(linked_article_id, first_value(coalesce(linked_article_id, article_id)) over (
            partition by figure_id, md5(sentence)
            order by linked_article_id is not null, published_at nulls last, article_id
        )) as first_hand_article_id
    from figures

)

select
    observation_id,
    figure_id,
    article_id,
    article_version_id,
    extractor_version,
    indicator_code,
    place_id,
    place_code,
    place_name,
    organisation_id,
    organisation_name,
    period_id,
    period_start_date,
    period_end_date,
    part,
    measure,
    -- Without the zeros that a reading may carry: 12.50 and 12.5 are one number.
    trim_scale(value) as value,
    value_precision,
    -- What the page leaves open stays open: `hơn 500` has no upper end, `khoảng 500` has two soft ones.
    trim_scale(case
        when qualifier = 'exact' then value - value_precision / 2
        when qualifier = 'about' then value - about_tolerance
        when (qualifier = 'over') = (value >= 0) then value - value_precision / 2
    end) as value_low,
    trim_scale(case
        when qualifier = 'exact' then value + value_precision / 2
        when qualifier = 'about' then value + about_tolerance
        when (qualifier = 'under') = (value >= 0) then value + value_precision / 2
    end) as value_high,
    unit_code,
    trim_scale(total_value) as total_value,
    per_unit,
    qualifier,
    status,
    basis,
    plan_named,
    first_hand_article_id,
    first_hand_article_id != article_id as is_syndicated,
    source_rank,
    confidence,
    number_text,
    sentence,
    start_offset,
    end_offset,
    article_url,
    published_at,
    extracted_at
from first_hands
