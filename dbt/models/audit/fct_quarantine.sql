with quarantine as (

    select * from {{ source('landing', 'quarantine') }}

),

articles as (

    select
        article_version_id,
        url
    from {{ source('landing', 'articles') }}

),

-- One row per reason, so that a figure that fails two checks is counted under both.
reasons as (

    select
        quarantine.*,
        reason.item_number as reason_position,
        reason.item ->> 'expectation' as expectation,
        reason.item ->> 'column' as column_name,
        reason.item ->> 'message' as message
    from quarantine
    cross join lateral jsonb_array_elements(quarantine.reasons) with ordinality as reason (item, item_number)

)

select
    reasons.observation_id,
    reasons.extractor_version,
    reasons.reason_position,
    reasons.batch_id,
    reasons.article_version_id,
    articles.url as article_url,
    reasons.expectation,
    reasons.column_name,
    reasons.message,
    reasons.observation ->> 'indicator_code' as indicator_code,
    reasons.observation ->> 'measure' as measure,
    (reasons.observation ->> 'value')::numeric as value,
    reasons.observation ->> 'unit' as unit_code,
    reasons.observation ->> 'place' as place_name,
    reasons.observation ->> 'text' as evidence_text,
    reasons.observation ->> 'sentence' as evidence_sentence,
    reasons.quarantined_at
from reasons
left join articles
    on reasons.article_version_id = articles.article_version_id
