with results as (

    select * from {{ source('landing', 'validation_results') }}

)

select
    result_id as validation_result_id,
    run_id,
    batch_id,
    suite as suite_name,
    expectation,
    column_name,
    severity,
    success as is_success,
    evaluated as evaluated_count,
    unexpected as unexpected_count,
    round(100.0 * unexpected / nullif(evaluated, 0), 4) as unexpected_pct,
    detail,
    validated_at
from results
