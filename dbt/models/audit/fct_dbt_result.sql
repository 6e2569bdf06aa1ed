with results as (

    select * from {{ source('landing', 'dbt_results') }}

)

select
    invocation_id,
    unique_id as node_id,
    run_id,
    resource_type,
    name as node_name,
    status,
    execution_seconds,
    rows_affected,
    message,
    finished_at
from results
