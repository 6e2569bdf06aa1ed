with addresses as (

    select * from {{ source('raw', 'addresses') }}

)

select
    source_id,
    uri as address_uri,
    last_outcome,
    last_reason,
    last_status_code as last_http_status,
    etag,
    last_modified as last_modified_header,
    payload_digest,
    first_seen_at,
    last_seen_at,
    fetched_at
from addresses
