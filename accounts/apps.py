from django.apps import AppConfig
from django.contrib.admin import apps as of_django


class AccountsConfig(AppConfig):
    name = "accounts"
    default = True


class AdministrationConfig(of_django.AdminConfig):
    default = False
    default_site = "alignment.lib.administration.Administration"
