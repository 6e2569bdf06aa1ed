with crawls as (

    select * from {{ source('raw', 'crawls') }}

),

ranked as (

    select
        source_id,
        stop_reason,
        finished_at,
        row_number() over (partition by source_id order by finished_at desc, crawl_id asc) as crawl_rank,
        max(finished_at) filter (where new_pages > 0) over (partition by source_id) as last_new_page_at
    from crawls
    where finished_at is not null

)

select
    source_id,
    count(*) as quiet_crawl_count,
    min(last_new_page_at) as last_new_page_at,
    max(finished_at) as last_crawl_at,
    max(stop_reason) filter (where crawl_rank = 1) as last_stop_reason
from ranked
where last_new_page_at is null or finished_at > last_new_page_at
group by source_id
having count(*) >= {{ var('quiet_crawls') }}
