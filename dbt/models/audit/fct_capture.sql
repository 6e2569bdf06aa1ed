with captures as (

    select * from {{ source('raw', 'captures') }}

)

select
    capture_id,
    batch_id,
    source_id,
    uri as capture_uri,
    requested_uri,
    media_type,
    status_code as http_status,
    payload_digest,
    payload_bytes,
    etag,
    last_modified as last_modified_header,
    warc_path,
    warc_offset,
    warc_length as warc_length_bytes,
    fetched_at
from captures
