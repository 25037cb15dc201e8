<?php

// Run programs one after the other, each in a process of its own: one JSON document with its file a line in, one line out.

declare(strict_types=1);

const LONGEST_SECONDS = 20;

/** Return the error that the program ends with; null in the process that has to run it. */
function run(array $asked): ?string
{
    [$reading, $writing] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $child = pcntl_fork();
    if ($child === 0) {
        fclose($reading);
        pcntl_alarm(LONGEST_SECONDS);
        ob_start(fn () => '');
        foreach ($asked['env'] as $name => $value) {
            putenv("$name=$value");
            $_ENV[$name] = $_SERVER[$name] = $value;
        }
        $_SERVER['argv'] = [$asked['file'], $asked['env']['CODE']];
        $_SERVER['argc'] = 2;
        date_default_timezone_set($asked['env']['TZ']);
        // A program that exits or fails ends here as well; the process is killed so that nothing is printed.
        register_shutdown_function(function () use ($writing) {
            $error = error_get_last();
            $is_fatal = $error && ($error['type'] & (E_ERROR | E_PARSE | E_COMPILE_ERROR | E_CORE_ERROR | E_USER_ERROR));
            fwrite($writing, $is_fatal ? substr($error['message'], 0, 1000) : '');
            posix_kill(getmypid(), SIGKILL);
        });
        return null;
    }
    fclose($writing);
    $said = stream_get_contents($reading);
    fclose($reading);
    pcntl_waitpid($child, $status);
    return $said;
}

while (($line = fgets(STDIN)) !== false) {
    $asked = json_decode($line, true);
    $said = run($asked);
    if ($said === null) {
        // Here the variables of the program are global.
        $argv = $_SERVER['argv'];
        include $asked['file'];
        exit(0);
    }
    fwrite(STDOUT, json_encode(['error' => $said], JSON_INVALID_UTF8_SUBSTITUTE) . "\n");
}
