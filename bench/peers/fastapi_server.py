"""A service as many write it: FastAPI, transformers, PyTorch.

    python bench/peers/fastapi_server.py FOLDER PORT THREADS

FOLDER holds a model for AutoModelForSequenceClassification. POST /predict {"text": "…"} gives label and score.
"""

import sys

import torch
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from transformers import AutoModelForSequenceClassification, AutoTokenizer

folder, port, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
app = FastAPI()


class Ask(BaseModel):
    text: str


@app.get("/ready")
def ready():
    return {"status": "ready"}


@app.post("/predict")
def predict(ask: Ask):
    inputs = tokenizer(ask.text, return_tensors="pt", truncation=True)
    with torch.inference_mode():
        scores = model(**inputs).logits[0].softmax(-1)
    score, index = scores.max(-1)
    return {"label": model.config.id2label[index.item()], "score": score.item()}


uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
