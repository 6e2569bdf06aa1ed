with articles as (

    select * from {{ ref('int_articles__current') }}

),

-- A batch that is still being checked, or that was stopped, must not hide the figures that it is to replace.
validated_batches as (

    select batch_id
    from {{ ref('stg_raw__batch_steps') }}
    where step_name = 'validate'

),

ranked as (

    select
        articles.article_id,
        extractions.article_version_id,
        extractions.extractor_version,
        extractions.number_count,
        extractions.extracted_at,
        row_number() over (
            partition by articles.article_id
            order by extractions.extracted_at desc, extractions.extractor_version desc
        ) as extraction_rank
    from articles
    inner join {{ ref('stg_landing__extractions') }} as extractions
        on articles.article_version_id = extractions.article_version_id
    inner join validated_batches
        on extractions.batch_id = validated_batches.batch_id

)

select
    article_id,
    article_version_id,
    extractor_version,
    number_count,
    extracted_at
from ranked
where extraction_rank = 1
