with source as (

    select * from {{ source('raw', 'captures') }}

)

select
    capture_id,
    uri as capture_uri,
    source_id,
    payload_digest,
    warc_path,
    warc_offset,
    fetched_at
from source
