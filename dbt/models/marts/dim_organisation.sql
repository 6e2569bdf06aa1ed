with named as (

    select distinct
        organisation_id,
        organisation_name
    from {{ ref('int_observations__current') }}
    where organisation_name is not null

)

select
    organisation_id,
    organisation_name
from named
union all
select
    {{ unknown_member() }} as organisation_id,
    'Không nêu' as organisation_name
