with source as (

    select * from {{ source('landing', 'rejections') }}

)

select
    rejection_id,
    extractor_version,
    article_version_id,
    reason
from source
