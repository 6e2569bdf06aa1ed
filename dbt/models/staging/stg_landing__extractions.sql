with source as (

    select * from {{ source('landing', 'extractions') }}

)

select
    article_version_id,
    extractor_version,
    batch_id,
    numbers as number_count,
    extracted_at
from source
