with source as (

    select * from {{ source('landing', 'parse_outcomes') }}

)

select
    outcome_id as parse_outcome_id,
    capture_id,
    article_version_id,
    outcome,
    parsed_at
from source
