"""The same form, sent several times in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Sending
from objectives.models import Objective
from tests import forms, make

TIMES = 6


@pytest.mark.trust("E11")
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_many_times_at_once_creates_one_goal_and_all_come_to_it(signed_in):
    leader = make.user("Lea", role="leader")
    form = forms.read(signed_in(leader).get("/objectives/new/")) | {"title": "Grow"}
    clients, ready = [signed_in(leader) for _ in range(TIMES)], Barrier(TIMES)

    def send(client):
        ready.wait()
        try:
            answer = client.post("/objectives/new/", form)
            return answer.status_code, answer.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        answers = set(pool.map(send, clients))

    goal = Objective.objects.get()
    assert answers == {(302, f"/objectives/{goal.pk}/#next")}
    assert Sending.objects.count() == 1
