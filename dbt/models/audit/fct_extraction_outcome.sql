with extractions as (

    select * from {{ source('landing', 'extractions') }}

),

articles as (

    select
        article_version_id,
        url,
        source_id
    from {{ source('landing', 'articles') }}

),

quarantined as (

    select
        article_version_id,
        extractor_version,
        count(*) as quarantined_count
    from {{ source('landing', 'quarantine') }}
    group by article_version_id, extractor_version

),

landed as (

    select
        article_version_id,
        extractor_version,
        count(*) as landed_count
    from {{ source('landing', 'observations') }}
    group by article_version_id, extractor_version

)

select
    extractions.article_version_id,
    extractions.extractor_version,
    extractions.batch_id,
    articles.source_id,
    articles.url as article_url,
    extractions.numbers as number_count,
    extractions.observations as candidate_count,
    extractions.rejections as rejection_count,
    coalesce(landed.landed_count, 0) as landed_count,
    coalesce(quarantined.quarantined_count, 0) as quarantined_count,
    extractions.extracted_at
from extractions
left join articles
    on extractions.article_version_id = articles.article_version_id
left join quarantined
    on
        extractions.article_version_id = quarantined.article_version_id
        and extractions.extractor_version = quarantined.extractor_version
left join landed
    on
        extractions.article_version_id = landed.article_version_id
        and extractions.extractor_version = landed.extractor_version
