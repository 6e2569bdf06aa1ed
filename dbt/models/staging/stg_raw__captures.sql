with source as (

    select * from {{ source('raw', 'captures') }}

)

select
    capture_id,
    fetched_at
from source
