{#- The keys by which facts find their place, body and period. Each has the key of `không rõ` where nothing is said. -#}

{#- A place is known by its official code; one that the page names and the catalogue does not know, by its name. -#}
{% macro place_key(place_code, place_name) -%}
    case
        when {{ place_code }} is not null then {{ surrogate_key(["'code'", place_code]) }}
        when {{ place_name }} is not null then {{ surrogate_key(["'name'", place_name]) }}
        else {{ unknown_member() }}
    end
{%- endmacro %}

{% macro organisation_key(organisation_name) -%}
    case
        when {{ organisation_name }} is not null then {{ surrogate_key(["'name'", organisation_name]) }}
        else {{ unknown_member() }}
    end
{%- endmacro %}

{% macro period_key(start_date, end_date) -%}
    case
        when {{ start_date }} is not null or {{ end_date }} is not null
            then {{ surrogate_key([start_date, end_date]) }}
        else {{ unknown_member() }}
    end
{%- endmacro %}
