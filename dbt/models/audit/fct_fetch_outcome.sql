with outcomes as (

    select * from {{ source('raw', 'fetch_outcomes') }}

)

select
    outcome_id as fetch_outcome_id,
    batch_id,
    source_id,
    uri as capture_uri,
    outcome,
    reason,
    detail,
    capture_id,
    attempted_at
from outcomes
