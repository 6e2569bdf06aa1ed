with crawls as (

    select * from {{ source('raw', 'crawls') }}

)

select
    crawl_id,
    source_id,
    stop_reason,
    new_pages as new_page_count,
    (counts ->> 'stored')::bigint as stored_count,
    (counts ->> 'revisits')::bigint as unchanged_count,
    (counts ->> 'failed')::bigint as failed_count,
    (counts ->> 'lists')::bigint as list_count,
    (counts ->> 'requests')::bigint as request_count,
    (counts ->> 'received_bytes')::bigint as received_bytes,
    reasons as failure_reasons,
    planned_at,
    started_at,
    finished_at
from crawls
