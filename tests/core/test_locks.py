from threading import Event, Thread

from thuis_app.core.locks import FairLock


def test_the_lock_is_granted_in_the_order_of_arrival() -> None:
    lock, order = FairLock(), []
    assert lock.acquire(1)
    waiting = []
    for number in range(5):
        queued = Event()

        def wait(number: int = number, queued: Event = queued) -> None:
            queued.set()
            assert lock.acquire(5)
            order.append(number)
            lock.release()

        thread = Thread(target=wait)
        thread.start()
        queued.wait()
        while lock.waiting <= number:
            pass
        waiting.append(thread)

    lock.release()
    for thread in waiting:
        thread.join()

    assert order == [0, 1, 2, 3, 4]


def test_a_thread_that_gave_up_waiting_is_passed_over() -> None:
    lock = FairLock()
    assert lock.acquire(1)

    assert not lock.acquire(0.01)
    lock.release()

    assert lock.waiting == 0
    assert lock.acquire(0.01)
