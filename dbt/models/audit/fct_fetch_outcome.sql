with outcomes as (

    select * from {{ source('raw', 'fetch_outcomes') }}

)

select
    outcome_id as fetch_outcome_id,
    batch_id,
    crawl_id,
    source_id,
    uri as capture_uri,
    requested_uri,
    outcome,
    reason,
    detail,
    status_code as http_status,
    payload_bytes,
    capture_id,
    attempted_at
from outcomes
