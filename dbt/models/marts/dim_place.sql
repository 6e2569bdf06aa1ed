with official_places as (

    select * from {{ ref('int_places__rolled_up') }}

),

named as (

    select
        {{ place_key('places.place_code', 'places.place_name') }} as place_id,
        places.place_code,
        places.official_code,
        places.place_level,
        places.place_type,
        places.place_name,
        {{ place_key('places.parent_code', 'null') }} as parent_place_id,
        parents.place_name as parent_name,
        provinces.place_code as province_code,
        provinces.place_name as province_name,
        {{ place_key('places.current_code', 'null') }} as current_place_id,
        currents.place_name as current_place_name,
        current_provinces.place_name as current_province_name,
        places.valid_from_date,
        places.valid_to_date,
        places.valid_to_date is null as is_current,
        true as is_official
    from official_places as places
    left join official_places as parents
        on places.parent_code = parents.place_code
    left join official_places as provinces
        on places.province_code = provinces.place_code
    left join official_places as currents
        on places.current_code = currents.place_code
    left join official_places as current_provinces
        on currents.province_code = current_provinces.place_code

),

place_types as (

    select distinct place_type from official_places

),

-- What a page names and the catalogue has no code for: it keeps its name, and its type where the name begins with one.
unofficial_places as (

    select distinct on (observations.place_id)
        observations.place_id,
        observations.place_code,
        observations.place_name,
        place_types.place_type
    from {{ ref('int_observations__current') }} as observations
    left join named
        on observations.place_id = named.place_id
    left join place_types
        on starts_with(observations.place_name, place_types.place_type || ' ')
    where
        observations.place_name is not null
        and named.place_id is null
    order by
        observations.place_id asc,
        length(place_types.place_type) desc nulls last,
        observations.place_name asc

)

select * from named
union all
select
    place_id,
    place_code,
    null as official_code,
    null as place_level,
    place_type,
    place_name,
    {{ unknown_member() }} as parent_place_id,
    null as parent_name,
    null as province_code,
    null as province_name,
    place_id as current_place_id,
    place_name as current_place_name,
    null as current_province_name,
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date,
    cast(null as boolean) as is_current,
    false as is_official
from unofficial_places
union all
select
    {{ unknown_member() }} as place_id,
    null as place_code,
    null as official_code,
    null as place_level,
    null as place_type,
    'Không rõ' as place_name,
    {{ unknown_member() }} as parent_place_id,
    null as parent_name,
    null as province_code,
    null as province_name,
    {{ unknown_member() }} as current_place_id,
    'Không rõ' as current_place_name,
    null as current_province_name,
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date,
    cast(null as boolean) as is_current,
    false as is_official
