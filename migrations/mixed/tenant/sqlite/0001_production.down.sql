-- tenantry: lossy "all rows of the table 'production' are gone"
DROP TABLE "production";