with source as (

    select * from {{ source('landing', 'quarantine') }}

)

select
    observation_id,
    extractor_version,
    article_version_id,
    reasons,
    quarantined_at
from source
