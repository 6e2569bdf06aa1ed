{#- Texts without a letter or a digit: evidence that nobody could read. Nulls are left to not_null. -#}
{% test not_blank(model, column_name) %}
select *
from {{ model }}
where {{ column_name }} !~ '[[:alnum:]]'
{% endtest %}
