with articles as (

    select * from {{ ref('int_articles__current') }}

),

extractions as (

    select * from {{ ref('int_extractions__current') }}

),

observations as (

    select
        article_id,
        count(*) as observation_count
    from {{ ref('int_observations__current') }}
    group by article_id

),

rejections as (

    select
        extractions.article_id,
        count(*) as rejection_count
    from extractions
    inner join {{ ref('stg_landing__rejections') }} as rejections
        on
            extractions.article_version_id = rejections.article_version_id
            and extractions.extractor_version = rejections.extractor_version
    group by extractions.article_id

),

quarantined as (

    select
        extractions.article_id,
        count(*) as quarantined_count
    from extractions
    inner join {{ ref('stg_landing__quarantine') }} as quarantine
        on
            extractions.article_version_id = quarantine.article_version_id
            and extractions.extractor_version = quarantine.extractor_version
    group by extractions.article_id

)

select
    articles.article_id,
    articles.article_version_id,
    articles.capture_id,
    articles.article_url,
    articles.page_id,
    articles.source_id,
    articles.title,
    articles.author,
    articles.publisher,
    articles.original_url,
    articles.language_code,
    articles.published_at,
    articles.updated_at,
    articles.parser_version,
    extractions.extractor_version,
    articles.version_count,
    coalesce(extractions.number_count, 0)::bigint as number_count,
    coalesce(observations.observation_count, 0) as observation_count,
    coalesce(rejections.rejection_count, 0) as rejection_count,
    coalesce(quarantined.quarantined_count, 0) as quarantined_count
from articles
left join extractions
    on articles.article_id = extractions.article_id
left join observations
    on articles.article_id = observations.article_id
left join rejections
    on articles.article_id = rejections.article_id
left join quarantined
    on articles.article_id = quarantined.article_id
