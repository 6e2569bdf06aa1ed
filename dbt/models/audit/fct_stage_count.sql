with steps as (

    select * from {{ source('raw', 'batch_steps') }}

),

batches as (

    select * from {{ source('raw', 'batches') }}

)

select
    steps.batch_id,
    steps.step as step_name,
    counts.counted,
    counts.amount::bigint as row_count,
    batches.kind as batch_kind,
    batches.source_id,
    steps.landed_at
from steps
inner join batches
    on steps.batch_id = batches.batch_id
cross join lateral jsonb_each_text(steps.counts) as counts (counted, amount)
where counts.amount ~ '^[0-9]+$'
