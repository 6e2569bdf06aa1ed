with captures as (

    select * from {{ source('raw', 'captures') }}

)

select
    capture_id,
    batch_id,
    source_id,
    uri as capture_uri,
    media_type,
    status_code as http_status,
    payload_digest,
    payload_bytes,
    warc_path,
    warc_offset,
    fetched_at
from captures
