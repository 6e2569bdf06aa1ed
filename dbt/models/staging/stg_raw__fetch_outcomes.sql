with source as (

    select * from {{ source('raw', 'fetch_outcomes') }}

)

select
    outcome_id as fetch_outcome_id,
    capture_id,
    outcome,
    attempted_at
from source
