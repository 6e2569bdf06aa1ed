with source as (

    select * from {{ source('raw', 'batch_steps') }}

)

select
    batch_id,
    step as step_name,
    counts as step_counts,
    landed_at
from source
