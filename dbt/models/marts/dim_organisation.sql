with named as (

    select distinct
        organisation_id,
        organisation_name
    from {{ ref('int_observations__current') }}
    where organisation_name is not null

),

-- The longest head that the name begins with: `Công đoàn ngành` before `Công đoàn`.
headed as (

    select distinct on (named.organisation_id)
        named.organisation_id,
        named.organisation_name,
        heads.short_head as organisation_head
    from named
    left join {{ ref('seed_organisation_heads') }} as heads
        on starts_with(named.organisation_name || ' ', heads.head || ' ')
    order by named.organisation_id asc, length(heads.head) desc nulls last, heads.head asc

)

select
    organisation_id,
    organisation_name,
    organisation_head
from headed
union all
select
    {{ unknown_member() }} as organisation_id,
    'Không nêu' as organisation_name,
    null as organisation_head
