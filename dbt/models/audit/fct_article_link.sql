with links as (

    select * from {{ source('landing', 'article_links') }}

)

select
    article_version_id,
    first_hand_article_id,
    linker_version,
    kind as link_kind,
    similarity,
    evidence,
    linked_at
from links
