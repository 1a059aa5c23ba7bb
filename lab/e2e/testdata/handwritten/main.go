// Handwritten is the least that answers two of the order service's calls, for a
// benchmark: net/http and the same SQL, and nothing else.
package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"

	_ "github.com/go-sql-driver/mysql"
)

func main() {
	db, err := sql.Open("mysql", os.Getenv("ORDERS_DSN"))
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxIdleConns(64) // as the service
	http.HandleFunc("POST /orders", func(w http.ResponseWriter, r *http.Request) {
		var o struct {
			ID         int64  `json:"id"`
			CustomerID string `json:"customer_id"`
			MerchantID string `json:"merchant_id"`
			State      string `json:"state"`
		}
		if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		o.State = "CREATED"
		res, err := db.ExecContext(r.Context(), `INSERT INTO orders (customer_id, merchant_id, state) VALUES (?, ?, ?)`, o.CustomerID, o.MerchantID, o.State)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		o.ID, _ = res.LastInsertId()
		w.Header().Set("Location", fmt.Sprintf("/orders/%d", o.ID))
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(o)
	})
	http.HandleFunc("GET /orders/{id}/state", func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		answer := struct {
			ID    int64  `json:"id"`
			State string `json:"state"`
		}{ID: id}
		if err := db.QueryRowContext(r.Context(), `SELECT state FROM orders WHERE id = ?`, id).Scan(&answer.State); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(answer)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("msg=listening addr=%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
