with recursive places as (

    select
        *,
        -- A unit that ended without one successor of its own lives on in the unit above it.
        coalesce(
            successor_code,
            case when valid_to_date is not null then parent_code end
        ) as next_code
    from {{ ref('seed_places') }}

),

-- Up the tree to the province. A chain that comes back to where it was is cut, not followed for ever.
ancestors as (

    select
        place_code,
        place_code as ancestor_code,
        place_level as ancestor_level,
        parent_code as next_code,
        array[place_code] as path_codes
    from places
    union all
    select
        ancestors.place_code,
        places.place_code as ancestor_code,
        places.place_level as ancestor_level,
        places.parent_code as next_code,
        ancestors.path_codes || places.place_code as path_codes
    from ancestors
    inner join places
        on ancestors.next_code = places.place_code
    where places.place_code != all(ancestors.path_codes)

),

-- Along the mergers to the unit that stands in its place today.
successors as (

    select
        place_code,
        place_code as current_code,
        next_code,
        array[place_code] as path_codes
    from places
    union all
    select
        successors.place_code,
        places.place_code as current_code,
        places.next_code,
        successors.path_codes || places.place_code as path_codes
    from successors
    inner join places
        on successors.next_code = places.place_code
    where places.place_code != all(successors.path_codes)

),

provinces as (

    select distinct on (place_code)
        place_code,
        ancestor_code as province_code
    from ancestors
    where ancestor_level = 'province'
    order by place_code, cardinality(path_codes)

),

ends as (

    select distinct on (place_code)
        place_code,
        current_code
    from successors
    order by place_code, cardinality(path_codes) desc

)

select
    places.place_code,
    places.official_code,
    places.place_level,
    places.place_type,
    places.place_name,
    places.parent_code,
    provinces.province_code,
    ends.current_code,
    places.valid_from_date,
    places.valid_to_date
from places
left join provinces
    on places.place_code = provinces.place_code
inner join ends
    on places.place_code = ends.place_code
