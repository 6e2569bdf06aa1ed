with measures as (

    select * from {{ ref('seed_measures') }}

)

select
    measure,
    name_vi,
    name_en,
    sort_order
from measures
