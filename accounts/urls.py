"""Signing in and out, one's own profile, and whether the installation is well."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("me/", views.profile, name="profile"),
    path("me/password/", views.password, name="password"),
    path("me/tokens/", views.tokens, name="token-list"),
    path("me/tokens/new/", views.token_new, name="token-new"),
    path("me/tokens/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("health/live/", views.health_live, name="health-live"),
    path("health/ready/", views.health_ready, name="health-ready"),
]
