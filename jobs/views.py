"""The page of jobs, and whether everything works."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest
from alignment.lib.errors import DomainError
from jobs.access import job_to_run, ledger_to_view, run_to_try
from jobs.health import complaints
from jobs.pages import jobs_page
from jobs.services import run_now, try_again

NOT_WELL = 503
HOME = "jobs:job-list"


@require_safe
@never_cache
def job_list(request: PageRequest) -> HttpResponse:
    """Show each job: what it does, its last run and its next, and what failed and why."""
    ledger_to_view(request.user)
    return render(request, "jobs/jobs.html", {"page": jobs_page(request.user, timezone.now())})


@require_POST
def run_start(request: PageRequest) -> HttpResponse:
    """Let a job run now."""
    job = job_to_run(request.user, request.POST.get("job", ""))
    try:
        run_now(job=job, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, f"“{job.title}” begins as soon as a worker is free.")
    return redirect(HOME)


@require_POST
def run_again(request: PageRequest) -> HttpResponse:
    """Let what was given up be tried again."""
    run = run_to_try(request.user, request.POST.get("run", ""))
    try_again(run=run, by=request.user, at=timezone.now())
    messages.success(request, "It is tried again as soon as a worker is free.")
    return redirect(HOME)


@login_not_required
@require_safe
@never_cache
def health(_request: HttpRequest) -> HttpResponse:
    """Say whether everything works, and in a sentence for each thing what does not."""
    found = complaints(timezone.now())
    status = NOT_WELL if found else 200
    return HttpResponse("\n".join(found) or "well", content_type="text/plain", status=status)
