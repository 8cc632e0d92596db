# All hits of a search as a table, how many by month, what has been published since a day: R.
library(jsonlite)

trips <- Sys.getenv("TRIPS", "http://127.0.0.1:5000")
ask <- function(path, ...) {
  given <- list(...)
  paste0(trips, "/api/v1/", path, "?", paste0(names(given), "=", sapply(given, URLencode, reserved = TRUE), collapse = "&"))
}

table <- read.csv(url(ask("trips.csv", q = "탄소중립")), fileEncoding = "UTF-8-BOM", check.names = FALSE)
counted <- fromJSON(ask("statistics", q = "탄소중립", by = "month"), simplifyVector = FALSE)$rows
months <- data.frame(
  month = sapply(counted, function(row) if (is.null(row$values[[1]]$value)) NA else row$values[[1]]$value),
  trips = sapply(counted, function(row) row$count)
)
new <- stream_in(url(ask("trips.jsonl", q = "탄소중립", published_from = "2025-01-01")))
