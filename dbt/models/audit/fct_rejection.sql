with rejections as (

    select * from {{ source('landing', 'rejections') }}

),

articles as (

    select
        article_version_id,
        url
    from {{ source('landing', 'articles') }}

)

select
    rejections.rejection_id,
    rejections.extractor_version,
    rejections.batch_id,
    rejections.article_version_id,
    articles.url as article_url,
    rejections.reason,
    rejections.text as evidence_text,
    rejections.sentence as evidence_sentence,
    rejections.start_offset,
    rejections.end_offset,
    rejections.extracted_at
from rejections
left join articles
    on rejections.article_version_id = articles.article_version_id
